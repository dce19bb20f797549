/**
 * First names that many people have in France, folded, of the last hundred years: half of what people are called by. From
 * the national list of first names given (INSEE, « fichier des prénoms », open licence), by memory of its frequent ones:
 * one that is missing only costs room.
 */
export const USUAL_FIRST_NAMES = `
  adelaide adele adeline adrien adrienne agathe agnes aicha aime aimee alain alban albane albert
  alberte alexandra alexandre alexia alexis alfred alice alicia aline alix amandine ambre amelie amina
  amine anael anais anastasia andre andrea andree angele angelina angelique anissa anita annabelle
  anne annette annick annie anouk anthony antoine antoinette antonin apolline ariane arlette armand
  armelle arnaud arthur astrid aubin aude audrey augustin aurelie aurelien aurore axel axelle ayoub
  baptiste barbara bastien beatrice benedicte benjamin benoit berangere bernadette bernard berthe
  bertrand bilal blandine boris brice brigitte bruno camille candice capucine carine carla carole
  caroline cassandra catherine cecile cecilia cedric celestine celia celine chantal charlene charles
  charlotte chloe christel christelle christian christiane christine christophe claire clara clarisse
  claude claudette claudie claudine clemence clement clementine clothilde clotilde colette coline
  colombe constance constant coralie corentin corinne cyndie cynthia cyprien cyril cyrille damien
  daniel daniele danielle daphne david deborah delphine denis denise diane didier dimitri dominique
  dorian dorothee dylan edith edmond edouard elena eleonore eliane elias elisa elisabeth elise elodie
  eloise elsa emeline emeric emile emilie emilien emma emmanuel emmanuelle enzo eric erika erwan
  esteban estelle esther ethan etienne eugenie eulalie evelyne fabien fabienne fabrice fanny farid
  fatiha fatima fatou faustine felix ferdinand fernand fernande fiona flavie flavien fleur flora
  florence florent florian floriane francine francis franck francois francoise frederic frederique
  gabriel gabrielle gaelle gaetan gaspard gauthier gautier genevieve geoffrey georges georgette gerald
  geraldine gerard germain germaine ghislain ghislaine gilbert gilberte gilles ginette gisele gregoire
  gregory guilhem guillaume gustave gwenaelle gwendoline hamza hannah helene heloise henri henriette
  herve hortense hubert hugo hugues ibrahim ines ingrid irene iris isabelle ismael ivan jacky
  jacqueline jacques jamila jean jeanne jeannine jennifer jeremie jeremy jerome jessica joan joanna
  joel joelle johan johann johanna jonathan jordan joris joseph josephe josephine josette josiane
  josselin judith jules julia julian juliane julie julien julienne juliette justin justine karen karim
  karima karine katia kevin khadija laetitia lamia lara laura laure laureline laurence laurent laurie
  laurine leila lena leon leonard leonie leopold leslie leticia lilian liliane lily lina linda lionel
  lisa lise loic loise lorena lorenzo lorraine louane louis louise loup luca lucas lucette lucie
  lucien lucienne lucile lucille ludivine ludovic lydia lydie madeleine maelle maelys magali magalie
  mahaut maite maiwenn malek malika malo manon manuel manuela marc marcel marcelle margaux margot
  marguerite maria mariam mariama marianne marie marielle marina marine mario marion marjorie marlene
  marthe martial martin martine maryline maryse maryvonne mathias mathieu mathilde mathis matthias
  matthieu maud maurice maxence maxime maximilien maya mehdi melanie melina melissa melodie mercedes
  michel michele micheline michelle mickael mireille mohamed moise monique morgan morgane mounir
  muriel myriam nabil nacer nadege nadia nadine nadira naima nancy nassima natacha nathalie nathan
  nawal nelly nicolas nicole nina noel noelie noelle noemie nora norbert nour oceane octave odette
  odile olga olivia olivier ombeline ophelie oriane oscar pascal pascale pascaline patrice patricia
  patrick paul paula paule paulette pauline perrine philippe philomene pierre pierrette prisca
  priscilla prune quentin rachel rachida rania raoul raphael raphaelle rayane raymond raymonde rebecca
  regine regis reine remi remy renaud rene renee richard robert robin rodolphe rodrigue roger roland
  romain romane romuald ronan rosa rosalie rose roseline roxane sabine sabrina sacha said salome samia
  samir samira samuel samy sandra sandrine sarah saskia sebastien segolene selena selma serge servane
  severine sibylle sidonie simon simone sofia sofiane solange solene solenne soline sonia sophia
  sophie soraya stanislas stella stephane stephanie steve steven suzanne suzette sylvain sylvaine
  sylvette sylvia sylviane sylvie tanguy tania tatiana teddy thais thea theo theodore theophile
  therese thibaud thibault thierry thomas tiffany timothee titouan tony tristan ulysse urbain ursule
  valentin valentine valerie valery vanessa vera veronique vicente victoire victor victoria vincent
  violaine violette virginie viviane vivien wassim wilfried william xavier yanis yann yannick yasmina
  yasmine yassine yohan yohann yolande youssef yvan yves yvette yvon yvonne zelie zineb zohra
`
  .trim()
  .split(/\s+/)
